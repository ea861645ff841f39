namespace Serverless.Training.Weights.Pickle;

/// <summary>A class or function by its name; nothing of that name is ever looked for.</summary>
internal sealed record PickleGlobal(string Module, string Name)
{
    public string FullName => $"{Module}.{Name}";
}
