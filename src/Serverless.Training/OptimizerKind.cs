namespace Serverless.Training;

public enum OptimizerKind
{
    /// <summary>AdamW for short runs, SGD for long ones.</summary>
    Auto,
    AdamW,

    /// <summary>With Nesterov momentum.</summary>
    Sgd,
}
