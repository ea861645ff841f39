namespace Serverless.Datasets.Layouts;

/// <summary>A category of a COCO file.</summary>
/// <param name="Id">As written: a number, seldom text.</param>
/// <param name="SuperCategory">Empty where it has none.</param>
internal sealed record CocoCategory(string Id, string Name, string SuperCategory);
