package dev.kiseki.event.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kiseki.event.Header;
import dev.kiseki.event.KeyValue;
import dev.kiseki.event.Verdict;
import dev.kiseki.event.catalog.CatalogEvent;
import dev.kiseki.event.catalog.CatalogFold;
import dev.kiseki.event.catalog.CatalogProposal.ChangeRegistry;
import dev.kiseki.event.catalog.CatalogState;
import dev.kiseki.event.registry.RegistryChange.CreateModel;
import dev.kiseki.event.registry.RegistryChange.CreateVersion;
import dev.kiseki.event.registry.RegistryChange.DeleteAlias;
import dev.kiseki.event.registry.RegistryChange.DeleteModel;
import dev.kiseki.event.registry.RegistryChange.DeleteModelTag;
import dev.kiseki.event.registry.RegistryChange.DeleteVersion;
import dev.kiseki.event.registry.RegistryChange.DeleteVersionTag;
import dev.kiseki.event.registry.RegistryChange.DescribeModel;
import dev.kiseki.event.registry.RegistryChange.DescribeVersion;
import dev.kiseki.event.registry.RegistryChange.MoveVersion;
import dev.kiseki.event.registry.RegistryChange.RenameModel;
import dev.kiseki.event.registry.RegistryChange.SetAlias;
import dev.kiseki.event.registry.RegistryChange.SetModelTag;
import dev.kiseki.event.registry.RegistryChange.SetVersionTag;
import dev.kiseki.event.wire.CatalogEventCodec;
import dev.kiseki.event.wire.CatalogSnapshotCodec;
import dev.kiseki.event.wire.UnreadableEventException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Random changes against a registry of ordinary maps, written down as they would be on the log,
 * with snapshots on the way.
 */
class RegistryPropertyTest {
  private static final List<String> NAMES = List.of("a", "b", "c");
  private static final List<ModelStage> STAGES = List.of(ModelStage.values());
  private static final List<String> RUNS = List.of("", "r1", "r2", "s");

  /** What a model is, as far as this test follows it. */
  private static final class Simple {
    private int last;
    private final TreeMap<Integer, ModelStage> stages = new TreeMap<>();
    private final Map<Integer, String> runs = new HashMap<>();
    private final Map<String, Integer> aliases = new TreeMap<>();
    private final Map<String, String> tags = new TreeMap<>();
  }

  @Property(tries = 200)
  void isWhatOrdinaryMapsWouldBe(@ForAll long seed) throws UnreadableEventException {
    Random random = new Random(seed);
    Map<String, Simple> simple = new TreeMap<>();
    CatalogState state = CatalogState.genesis();
    for (int offset = 0; offset < 150; offset++) {
      RegistryChange change = change(random);
      boolean expected = applySimply(simple, change);
      CatalogEvent event =
          new CatalogEvent(
              Header.of("test", offset), new ChangeRegistry(change, Expected.ANYTHING, "ann"));
      CatalogEvent read = CatalogEventCodec.decode(CatalogEventCodec.encode(event));
      assertThat(read).isEqualTo(event);

      CatalogFold.Outcome outcome = CatalogFold.apply(state, read, offset);

      assertThat(outcome.verdict() instanceof Verdict.Applied).as("%s", change).isEqualTo(expected);
      state = random.nextInt(20) == 0 ? restored(outcome.next()) : outcome.next();
      requireSame(state.registry(), simple);
    }
  }

  private static CatalogState restored(CatalogState state) throws UnreadableEventException {
    List<byte[]> parts = new ArrayList<>();
    int count = CatalogSnapshotCodec.encode(state, 9, parts::add);
    assertThat(parts).hasSize(count);
    CatalogSnapshotCodec.Assembly assembly = new CatalogSnapshotCodec.Assembly();
    for (byte[] part : parts) {
      CatalogSnapshotCodec.Part read = CatalogSnapshotCodec.decode(part);
      assertThat(CatalogSnapshotCodec.parts(part)).isEqualTo(read.parts());
      assembly.add(read);
    }
    assertThat(CatalogSnapshotCodec.parts(parts.get(count - 1))).isEqualTo(count);
    assertThat(assembly.state()).isEqualTo(state);
    return assembly.state();
  }

  private static void requireSame(Registry registry, Map<String, Simple> simple) {
    assertThat(registry.models()).isEqualTo(simple.size());
    int versions = 0;
    Map<String, Integer> byRun = new HashMap<>();
    for (Map.Entry<String, Simple> entry : simple.entrySet()) {
      Simple wanted = entry.getValue();
      RegisteredModel model = registry.model(entry.getKey()).orElseThrow();
      assertThat(model.name()).isEqualTo(entry.getKey());
      Map<Integer, ModelStage> stages = new TreeMap<>();
      model.versions().forEach(version -> stages.put(version.number(), version.stage()));
      assertThat(stages).isEqualTo(wanted.stages);
      versions += stages.size();
      for (ModelStage stage : ModelStage.values()) {
        assertThat(model.versions().latest(stage).map(ModelVersion::number))
            .isEqualTo(
                wanted.stages.descendingMap().entrySet().stream()
                    .filter(version -> version.getValue() == stage)
                    .map(Map.Entry::getKey)
                    .findFirst());
      }
      Map<String, Integer> aliases = new TreeMap<>();
      model.aliases().forEach((name, alias) -> aliases.put(name, alias.version()));
      assertThat(aliases).isEqualTo(wanted.aliases);
      Map<String, String> tags = new TreeMap<>();
      model.tags().forEach(tags::put);
      assertThat(tags).isEqualTo(wanted.tags);
      wanted.runs.values().forEach(run -> byRun.merge(run, 1, Integer::sum));
    }
    assertThat(registry.versions()).isEqualTo(versions);
    for (String run : RUNS) {
      if (!run.isEmpty()) {
        int[] found = {0};
        registry.forEachVersionOf(run, (model, version) -> found[0]++);
        assertThat(found[0]).as(run).isEqualTo(byRun.getOrDefault(run, 0));
      }
    }
  }

  private static RegistryChange change(Random random) {
    String name = NAMES.get(random.nextInt(NAMES.size()));
    int version = 1 + random.nextInt(6);
    String key = "k" + random.nextInt(2);
    return switch (random.nextInt(18)) {
      case 0, 1, 2 -> new CreateModel(name, "d", List.of(new KeyValue("k0", "x")));
      case 3 -> new DescribeModel(name, "");
      case 4 -> new RenameModel(name, NAMES.get(random.nextInt(NAMES.size())));
      case 5 -> random.nextInt(3) == 0 ? new DeleteModel(name) : new DescribeModel(name, "e");
      case 6 -> new SetModelTag(name, key, "v" + random.nextInt(9));
      case 7 -> new DeleteModelTag(name, key);
      case 8 -> new SetAlias(name, "al" + random.nextInt(2), version);
      case 9 -> new DeleteAlias(name, "al" + random.nextInt(2));
      case 10 ->
          new DescribeVersion(
              name, version, random.nextBoolean() ? Optional.of("d") : Optional.empty());
      case 11, 12 ->
          new MoveVersion(
              name, version, STAGES.get(random.nextInt(STAGES.size())), random.nextBoolean());
      case 13 -> new DeleteVersion(name, version);
      case 14 -> new SetVersionTag(name, version, key, "v");
      case 15 -> new DeleteVersionTag(name, version, key);
      default ->
          new CreateVersion(
              name,
              "s",
              random.nextBoolean() ? "l" : "",
              RUNS.get(random.nextInt(RUNS.size())),
              "",
              "",
              List.of(new KeyValue("t", "1")));
    };
  }

  /** Whether it has to be applied. */
  private static boolean applySimply(Map<String, Simple> models, RegistryChange change) {
    Simple model = models.get(change.model());
    if (change instanceof CreateModel) {
      if (model != null) {
        return false;
      }
      Simple made = new Simple();
      made.tags.put("k0", "x");
      models.put(change.model(), made);
      return true;
    }
    if (model == null) {
      return false;
    }
    if (change instanceof RenameModel rename) {
      if (models.containsKey(rename.newName()) && !rename.newName().equals(change.model())) {
        return false;
      }
      models.remove(change.model());
      models.put(rename.newName(), model);
    } else if (change instanceof DeleteModel) {
      models.remove(change.model());
    } else if (change instanceof SetModelTag set) {
      model.tags.put(set.key(), set.value());
    } else if (change instanceof DeleteModelTag delete) {
      model.tags.remove(delete.key());
    } else if (change instanceof DeleteAlias delete) {
      model.aliases.remove(delete.alias());
    } else if (change instanceof CreateVersion create) {
      model.last++;
      model.stages.put(model.last, ModelStage.NONE);
      if (!create.runId().isEmpty()) {
        model.runs.put(model.last, create.runId());
      }
    } else if (change instanceof SetAlias set) {
      if (!model.stages.containsKey(set.version())) {
        return false;
      }
      model.aliases.put(set.alias(), set.version());
    } else if (change instanceof MoveVersion move) {
      if (!model.stages.containsKey(move.version())) {
        return false;
      }
      if (move.archiveOthers()) {
        model.stages.replaceAll(
            (number, stage) ->
                stage == move.stage() && number != move.version() ? ModelStage.ARCHIVED : stage);
      }
      model.stages.put(move.version(), move.stage());
    } else if (change instanceof DeleteVersion delete) {
      model.aliases.values().removeIf(number -> number == delete.version());
      model.runs.remove(delete.version());
      return model.stages.remove(delete.version()) != null;
    } else if (change instanceof DescribeVersion describe) {
      return model.stages.containsKey(describe.version());
    } else if (change instanceof SetVersionTag set) {
      return model.stages.containsKey(set.version());
    } else if (change instanceof DeleteVersionTag delete) {
      return model.stages.containsKey(delete.version());
    }
    return true;
  }
}
