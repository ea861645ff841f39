namespace Serverless.Training.Weights.Pickle;

/// <summary>What the names and references of a pickle stand for.</summary>
internal interface IPickleObjects
{
    /// <summary>The result of calling a class or function with arguments.</summary>
    object? Create(PickleGlobal global, PickleTuple arguments);

    /// <summary>The thing outside the pickle that an identifier stands for.</summary>
    object? Resolve(object? identifier);
}
