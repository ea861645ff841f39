using OpenCvSharp;
using Serverless.Detection.Tracking;

namespace Serverless.Detection.Drawing;

/// <summary>
/// Makes objects of chosen classes unrecognizable. Whatever the size of the image, no more of an object is kept than
/// six averages across the shorter side of its box. Any number of threads may use one instance. Only what was detected
/// is hidden: choose a low confidence.
/// </summary>
/// <param name="classIds">The classes to hide, from 0.</param>
/// <param name="mode">How; by default in blocks.</param>
public sealed class PrivacyFilter(IEnumerable<int> classIds, PrivacyMode mode = PrivacyMode.Pixelate)
{
    private const int BlocksAcross = 6;

    // Detected boxes cut off an ear or an elbow now and then.
    private const float Surplus = 0.1f;

    private readonly HashSet<int> _classIds = [.. classIds];

    /// <summary>Hides objects in the image itself.</summary>
    /// <param name="image">BGR, 8 bits a channel.</param>
    /// <param name="objects">In pixels of the image; those of other classes are left alone.</param>
    public void Apply(Mat image, IEnumerable<DetectedObject> objects)
    {
        ImageGuard.ThrowIfNotBgr(image);
        ArgumentNullException.ThrowIfNull(objects);
        foreach (var found in objects.Where(found => _classIds.Contains(found.ClassId)))
        {
            Hide(image, found.Box);
        }
    }

    /// <inheritdoc cref="Apply(Mat, IEnumerable{DetectedObject})"/>
    public void Apply(Mat image, IEnumerable<TrackedObject> objects)
    {
        ArgumentNullException.ThrowIfNull(objects);
        Apply(image, objects.Select(static seen => new DetectedObject(seen.Box, seen.ClassId, seen.Confidence)));
    }

    private void Hide(Mat image, Box box)
    {
        var (x, y) = (Surplus * box.Width, Surplus * box.Height);
        var grown = new Box(box.Left - x, box.Top - y, box.Right + x, box.Bottom + y).ClampTo(image.Width, image.Height);
        if (box.IsEmpty || grown.IsEmpty)
        {
            return;
        }

        var area = Rect.FromLTRB((int)grown.Left, (int)grown.Top, (int)MathF.Ceiling(grown.Right), (int)MathF.Ceiling(grown.Bottom));
        var block = Math.Max(1, Math.Min(area.Width, area.Height) / (double)BlocksAcross);
        using var part = image[area];
        using var blocks = new Mat();
        var size = new Size(Math.Max(1, Math.Round(area.Width / block)), Math.Max(1, Math.Round(area.Height / block)));
        Cv2.Resize(part, blocks, size, 0, 0, InterpolationFlags.Area);
        Cv2.Resize(blocks, part, part.Size(), 0, 0, mode == PrivacyMode.Blur ? InterpolationFlags.Linear : InterpolationFlags.Nearest);
    }
}
