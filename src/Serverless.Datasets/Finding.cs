namespace Serverless.Datasets;

/// <summary>Something that was noticed while a dataset was checked.</summary>
/// <param name="File">Path of the file in the archive or folder; empty where it is about the dataset as a whole.</param>
/// <param name="Line">Line in that file, from 1, where one is to blame.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Severity">What came of it.</param>
/// <param name="Message">For the dataset's owner.</param>
/// <param name="Count">How many it stands for: above 1 where further ones like it were left out of the list.</param>
public sealed record Finding(string File, int? Line, FindingKind Kind, FindingSeverity Severity, string Message, int Count = 1);
