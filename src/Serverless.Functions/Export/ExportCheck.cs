using Serverless.Pipeline.Training;

namespace Serverless.Functions.Export;

/// <summary>Output of <see cref="CheckExport"/>.</summary>
/// <param name="Result">How the export ended; <c>null</c> while it has not.</param>
/// <param name="IsAlive">Whether the job may still bring a result.</param>
public sealed record ExportCheck(ExportResult? Result, bool IsAlive);
