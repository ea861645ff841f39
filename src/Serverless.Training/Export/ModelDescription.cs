using Serverless.Training.Weights;

namespace Serverless.Training.Export;

/// <summary>The sentence that an exported model carries.</summary>
internal static class ModelDescription
{
    public static string Of(ModelInfo info, ExportOptions options) =>
        options.Description ?? $"{info.Architecture} trained to find: {string.Join(", ", info.Names)}";
}
