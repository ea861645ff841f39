namespace Serverless.Datasets.Reports;

/// <summary>How often one kind of finding was made.</summary>
public sealed record FindingTotal(FindingKind Kind, FindingSeverity Severity, int Count);
