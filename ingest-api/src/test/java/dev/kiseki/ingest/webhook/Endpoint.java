package dev.kiseki.ingest.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntUnaryOperator;

/** Somebody who wants to be told things, and answers as the test wants. */
final class Endpoint implements AutoCloseable {
  record Got(String path, Headers headers, String body) {}

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Got> got = new CopyOnWriteArrayList<>();
  private final Headers answerHeaders = new Headers();

  /**
   * @param status of the answer to the n-th request, from 1; 0 = none for a while
   */
  Endpoint(IntUnaryOperator status) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
          int number;
          synchronized (got) {
            got.add(
                new Got(exchange.getRequestURI().toString(), exchange.getRequestHeaders(), body));
            number = got.size();
          }
          int answer = status.applyAsInt(number);
          if (answer == 0) {
            try {
              Thread.sleep(30_000);
            } catch (InterruptedException e) {
              return;
            }
          }
          byte[] text = ("answer " + number).getBytes(UTF_8);
          exchange.getResponseHeaders().putAll(answerHeaders);
          exchange.sendResponseHeaders(answer, text.length);
          exchange.getResponseBody().write(text);
          exchange.close();
        });
    server.start();
  }

  Headers answerHeaders() {
    return answerHeaders;
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook?a=b";
  }

  List<Got> got() {
    return got;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
