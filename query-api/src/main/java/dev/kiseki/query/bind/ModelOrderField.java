package dev.kiseki.query.bind;

/**
 * One item of a logged models' order_by, as asked for.
 *
 * @param field {@code metrics.<key>} or an attribute
 * @param datasetName {@code ""} when none was given; the digest too
 */
public record ModelOrderField(
    String field, boolean ascending, String datasetName, String datasetDigest) {}
