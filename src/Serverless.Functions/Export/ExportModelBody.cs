namespace Serverless.Functions.Catalog;

/// <summary>Body of <c>POST /api/models/{name}/versions/{version}/export</c>.</summary>
/// <param name="Format"><c>onnx</c> or <c>safetensors</c>.</param>
public sealed record ExportModelBody(string? Format);
