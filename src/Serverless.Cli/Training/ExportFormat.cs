namespace Serverless.Cli.Training;

/// <summary>What <c>serverless export</c> writes.</summary>
internal enum ExportFormat
{
    Onnx,
    Ncnn,
}
