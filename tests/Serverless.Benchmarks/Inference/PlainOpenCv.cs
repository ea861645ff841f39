using OpenCvSharp;
using OpenCvSharp.Dnn;
using Serverless.Detection;

namespace Serverless.Benchmarks.Inference;

/// <summary>The letterbox as it is commonly written with OpenCV: resize, copyMakeBorder, blobFromImage.</summary>
internal static class PlainOpenCv
{
    public static Mat Blob(Mat image, ImageSize target)
    {
        var letterbox = Letterbox.Fit(new ImageSize(image.Width, image.Height), target);
        var (width, height) = (letterbox.Content.Width, letterbox.Content.Height);
        using var content = new Mat();
        Cv2.Resize(image, content, new Size(width, height), interpolation: InterpolationFlags.Linear);
        using var canvas = new Mat();
        Cv2.CopyMakeBorder(
            content,
            canvas,
            letterbox.PadTop,
            target.Height - height - letterbox.PadTop,
            letterbox.PadLeft,
            target.Width - width - letterbox.PadLeft,
            BorderTypes.Constant,
            Scalar.All(Letterbox.PadValue));
        return CvDnn.BlobFromImage(canvas, 1 / 255.0, swapRB: true, crop: false);
    }
}
