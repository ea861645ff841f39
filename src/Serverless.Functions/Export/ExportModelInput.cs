using Serverless.Pipeline.Models;

namespace Serverless.Functions.Export;

/// <summary>Input of <see cref="ExportModel"/>.</summary>
/// <param name="Card">The version.</param>
/// <param name="Format">Name of a <see cref="ModelFormat"/> that is made on request.</param>
public sealed record ExportModelInput(ModelCard Card, string Format);
