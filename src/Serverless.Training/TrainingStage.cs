namespace Serverless.Training;

public enum TrainingStage
{
    Loading,
    Training,
    Validating,
    Exporting,
    Done,
}
