package dev.kiseki.event.wire;

import dev.kiseki.event.run.DatasetInput;
import dev.kiseki.event.run.ModelAtStep;
import dev.kiseki.event.run.RunProposal;
import dev.kiseki.event.wire.proto.LogInputs;
import dev.kiseki.event.wire.proto.LogOutputs;
import java.util.ArrayList;
import java.util.List;

/** What a run reads and makes, to its messages and back. */
final class LinksCodec {
  private LinksCodec() {}

  static LogInputs message(RunProposal.LogInputs inputs) {
    LogInputs.Builder message = LogInputs.newBuilder().addAllModelIds(inputs.modelIds());
    for (DatasetInput input : inputs.datasets()) {
      message.addDatasets(
          dev.kiseki.event.wire.proto.DatasetInput.newBuilder()
              .setDataset(DatasetCodec.toProto(input.dataset()))
              .addAllTags(RunEventCodec.messages(input.tags())));
    }
    return message.build();
  }

  static RunProposal inputs(LogInputs message) {
    List<DatasetInput> datasets = new ArrayList<>(message.getDatasetsCount());
    for (var input : message.getDatasetsList()) {
      datasets.add(
          new DatasetInput(
              DatasetCodec.fromProto(input.getDataset()),
              RunEventCodec.keyValues(input.getTagsList())));
    }
    return new RunProposal.LogInputs(datasets, message.getModelIdsList());
  }

  static LogOutputs message(RunProposal.LogOutputs outputs) {
    LogOutputs.Builder message = LogOutputs.newBuilder();
    for (ModelAtStep model : outputs.models()) {
      message.addModelIds(model.modelId()).addSteps(model.step());
    }
    return message.build();
  }

  static RunProposal outputs(LogOutputs message) throws UnreadableEventException {
    if (message.getModelIdsCount() != message.getStepsCount()) {
      throw new UnreadableEventException("models without steps");
    }
    List<ModelAtStep> models = new ArrayList<>(message.getStepsCount());
    for (int i = 0; i < message.getStepsCount(); i++) {
      models.add(new ModelAtStep(message.getModelIds(i), message.getSteps(i)));
    }
    return new RunProposal.LogOutputs(models);
  }
}
