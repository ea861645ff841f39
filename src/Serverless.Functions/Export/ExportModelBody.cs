using Serverless.Pipeline.Models;

namespace Serverless.Functions.Export;

/// <summary>Body of <c>POST /api/models/{name}/versions/{version}/export</c>.</summary>
/// <param name="Format">Name of a <see cref="ModelFormat"/>: <c>onnx</c>, <c>safetensors</c>, <c>onnx-half</c>, <c>onnx-dynamic</c>, <c>onnx-nms</c>, <c>onnx-portable</c>, <c>ncnn</c> or <c>ncnn-half</c>.</param>
public sealed record ExportModelBody(string? Format);
