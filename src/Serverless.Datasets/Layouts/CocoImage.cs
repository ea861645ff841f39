namespace Serverless.Datasets.Layouts;

/// <summary>An image of a COCO file.</summary>
/// <param name="FileName">As written.</param>
/// <param name="Width">Pixels; 0 where it does not say.</param>
/// <param name="Height">Pixels; 0 where it does not say.</param>
internal readonly record struct CocoImage(string FileName, int Width, int Height);
