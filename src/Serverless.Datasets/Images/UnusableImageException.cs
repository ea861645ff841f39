namespace Serverless.Datasets.Images;

/// <summary>An image has to be dropped; the message is that of the finding.</summary>
internal sealed class UnusableImageException(FindingKind kind, string message) : Exception(message)
{
    public FindingKind Kind { get; } = kind;
}
