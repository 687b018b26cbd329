package dev.kiseki.store.document;

import dev.kiseki.event.KeyValue;
import dev.kiseki.store.document.RunLinks.ModelOutput;
import dev.kiseki.store.document.proto.StoredLinks;
import java.util.ArrayList;
import java.util.List;

/** What a run read and made, to the message of {@code kiseki-documents.proto} and back. */
public final class RunLinksCodec {
  private RunLinksCodec() {}

  static StoredLinks toProto(RunLinks links) {
    StoredLinks.Builder stored =
        StoredLinks.newBuilder()
            .addAllModelInputs(links.modelInputs())
            .setDatasetBytes(links.datasetBytes());
    for (DatasetUse use : links.datasets()) {
      StoredLinks.Use.Builder entry =
          StoredLinks.Use.newBuilder().setName(use.name()).setDigest(use.digest());
      for (KeyValue tag : use.tags()) {
        entry.addTagKeys(tag.key()).addTagValues(tag.value());
      }
      stored.addDatasets(entry);
    }
    for (ModelOutput output : links.modelOutputs()) {
      stored.addModelOutputs(output.modelId()).addOutputSteps(output.step());
    }
    return stored.build();
  }

  public static RunLinks fromProto(StoredLinks stored) {
    List<DatasetUse> datasets = new ArrayList<>(stored.getDatasetsCount());
    for (StoredLinks.Use use : stored.getDatasetsList()) {
      List<KeyValue> tags = new ArrayList<>(use.getTagKeysCount());
      for (int i = 0; i < use.getTagKeysCount(); i++) {
        tags.add(new KeyValue(SharedTexts.of(use.getTagKeys(i)), use.getTagValues(i)));
      }
      datasets.add(
          new DatasetUse(SharedTexts.of(use.getName()), SharedTexts.of(use.getDigest()), tags));
    }
    List<ModelOutput> outputs = new ArrayList<>(stored.getModelOutputsCount());
    for (int i = 0; i < stored.getModelOutputsCount(); i++) {
      outputs.add(new ModelOutput(stored.getModelOutputs(i), stored.getOutputSteps(i)));
    }
    return new RunLinks(datasets, stored.getModelInputsList(), outputs, stored.getDatasetBytes());
  }
}
