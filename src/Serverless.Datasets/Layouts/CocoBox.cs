namespace Serverless.Datasets.Layouts;

/// <summary>An annotation of a COCO file.</summary>
/// <param name="Image">Running number of the image's id in the file.</param>
/// <param name="Category">Running number of the category's id in the file.</param>
/// <param name="Left">Pixels; finite, as all edges.</param>
/// <param name="Top">Pixels.</param>
/// <param name="Right">Pixels.</param>
/// <param name="Bottom">Pixels.</param>
/// <param name="Id">Its own id, or its running number.</param>
internal readonly record struct CocoBox(int Image, int Category, double Left, double Top, double Right, double Bottom, long Id);
