namespace Serverless.Training;

/// <summary>What an NCNN model is to be like.</summary>
public sealed record NcnnExportOptions : ExportOptions;
