namespace Serverless.Datasets.Images;

internal enum ImageFormat
{
    Jpeg,
    Png,
    Bmp,
    Tiff,
    WebP,
    Gif,
}
