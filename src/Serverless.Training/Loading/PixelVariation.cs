using OpenCvSharp;

namespace Serverless.Training.Loading;

/// <summary>What cameras do to pixels: brightness, contrast, blur and noise.</summary>
/// <param name="Contrast">Factor about mid-grey.</param>
/// <param name="Brightness">Added grey levels.</param>
/// <param name="BlurSize">Side of the Gaussian kernel, odd; 1 for none.</param>
/// <param name="NoiseDeviation">Standard deviation of the noise in grey levels; 0 for none.</param>
/// <param name="NoiseSeed">Seed of the noise.</param>
internal readonly record struct PixelVariation(double Contrast, double Brightness, int BlurSize, double NoiseDeviation, ulong NoiseSeed)
{
    private const double MidGrey = 127.5;

    public static PixelVariation Draw(AugmentationOptions options, Random random) => new(
        1 + random.Around(options.Contrast),
        byte.MaxValue * random.Around(options.Brightness),
        random.Happens(options.Blur) ? (2 * random.Next(1, (options.BlurSize / 2) + 1)) + 1 : 1,
        random.Happens(options.Noise) ? byte.MaxValue * options.NoiseDeviation * random.NextDouble() : 0,
        (ulong)random.NextInt64());

    /// <param name="image">8 bits, three channels; changed in place.</param>
    /// <param name="noise">Scratch memory.</param>
    public void Apply(Mat image, Mat noise)
    {
        if (Contrast != 1 || Brightness != 0)
        {
            image.ConvertTo(image, MatType.CV_8UC3, Contrast, Brightness + (MidGrey * (1 - Contrast)));
        }

        if (BlurSize > 1)
        {
            Cv2.GaussianBlur(image, image, new Size(BlurSize, BlurSize), 0);
        }

        if (NoiseDeviation > 0)
        {
            AddNoise(image, noise);
        }
    }

    private void AddNoise(Mat image, Mat noise)
    {
        noise.Create(image.Size(), MatType.CV_16SC3);
        Cv2.SetTheRNG(NoiseSeed); // OpenCV keeps a generator a thread.
        Cv2.Randn(noise, Scalar.All(0), Scalar.All(NoiseDeviation));
        Cv2.Add(image, noise, image, dtype: MatType.CV_8UC3.Value);
    }
}
