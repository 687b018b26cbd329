package dev.kiseki.ingest;

import io.micronaut.context.annotation.ConfigurationProperties;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What an operator decides about accepting writes, {@code kiseki.ingest.*}. */
@ConfigurationProperties("kiseki.ingest")
public final class IngestSettings {
  private String defaultArtifactRoot = "mlflow-artifacts:";
  private List<String> allowedArtifactSchemes = List.of();
  private Optional<Pattern> modelSourcePattern = Optional.empty();

  /**
   * What the artifact location of an experiment created without one begins with; {@code /} and the
   * experiment's id follow. {@code mlflow-artifacts:}, files go through Kiseki.
   */
  public String getDefaultArtifactRoot() {
    return defaultArtifactRoot;
  }

  public void setDefaultArtifactRoot(String defaultArtifactRoot) {
    this.defaultArtifactRoot =
        defaultArtifactRoot.endsWith("/")
            ? defaultArtifactRoot.substring(0, defaultArtifactRoot.length() - 1)
            : defaultArtifactRoot;
  }

  /**
   * Schemes that name a host ({@code http}, {@code sftp}, ...) and that clients may nevertheless
   * use in locations of experiments and as sources of model versions. None.
   */
  public List<String> getAllowedArtifactSchemes() {
    return allowedArtifactSchemes;
  }

  public void setAllowedArtifactSchemes(List<String> allowedArtifactSchemes) {
    this.allowedArtifactSchemes = List.copyOf(allowedArtifactSchemes);
  }

  /**
   * A regular expression that the source of every new model version has to match somewhere. None.
   */
  public Optional<Pattern> getModelSourcePattern() {
    return modelSourcePattern;
  }

  public void setModelSourcePattern(String modelSourcePattern) {
    this.modelSourcePattern = Optional.of(Pattern.compile(modelSourcePattern));
  }
}
