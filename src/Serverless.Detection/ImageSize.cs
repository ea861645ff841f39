namespace Serverless.Detection;

/// <summary>Width and height of an image in pixels.</summary>
public readonly record struct ImageSize(int Width, int Height)
{
    /// <summary><c>640x480</c>: width first.</summary>
    public override string ToString() => FormattableString.Invariant($"{Width}x{Height}");
}
