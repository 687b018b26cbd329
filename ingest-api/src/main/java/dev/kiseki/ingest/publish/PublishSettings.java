package dev.kiseki.ingest.publish;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * Settings {@code kiseki.publish.*}.
 *
 * @param visibleWait how long an answer waits for the fold after the write is durable
 * @param stalledWait the same while the write's partition gave no receipt for the last wait:
 *     trainers must not be slowed down by a fold that is away
 */
@ConfigurationProperties("kiseki.publish")
public record PublishSettings(
    @Bindable(defaultValue = "2s") Duration visibleWait,
    @Bindable(defaultValue = "50ms") Duration stalledWait) {}
