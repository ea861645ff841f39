using Serverless.Functions.Catalog;
using Serverless.Pipeline.Models;

namespace Serverless.Functions.Export;

/// <summary>Where a model version lies in a format.</summary>
/// <param name="Format">The format.</param>
/// <param name="File">Address of the file in the app.</param>
/// <param name="ImageSize">Side of the network input that the version was trained at, in pixels.</param>
public sealed record ExportModelAnswer(string Format, string File, int ImageSize)
{
    internal static ExportModelAnswer Of(ModelCard card, ModelFormat format) => new(format.Name, ModelVersionAnswer.AddressOf(card, format.File), card.Settings.ImageSize);
}
