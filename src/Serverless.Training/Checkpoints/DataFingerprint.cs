using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Serverless.Training.Loading;

namespace Serverless.Training.Checkpoints;

/// <summary>What a dataset is recognised by.</summary>
/// <param name="Hash">SHA-256 over classes, names of images and labels of both splits, in hexadecimal digits.</param>
internal sealed record DataFingerprint(int Training, int Validation, string Hash)
{
    public static DataFingerprint Of(TrainingData data)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        void Add(string text) => hash.AppendData(Encoding.UTF8.GetBytes(text + "\n"));

        data.Classes.ToList().ForEach(Add);
        foreach (var image in data.Training.Append(null).Concat(data.Validation))
        {
            Add(Describe(image));
        }

        return new DataFingerprint(data.Training.Count, data.Validation.Count, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    private static string Describe(SourceImage? image) => image is null
        ? "validation"
        : string.Create(CultureInfo.InvariantCulture, $"{image.Name}: {string.Join(';', image.Boxes.Select(box =>
            string.Create(CultureInfo.InvariantCulture, $"{box.ClassId} {box.CenterX:R} {box.CenterY:R} {box.Width:R} {box.Height:R}")))}");
}
