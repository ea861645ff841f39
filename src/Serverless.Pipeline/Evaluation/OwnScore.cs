namespace Serverless.Pipeline.Evaluation;

/// <summary>What a model version scored on the validation images of its own training.</summary>
public sealed record OwnScore(string Dataset, int DatasetVersion, double Map50, double Map50To95, double Precision, double Recall);
