using System.Text;

namespace Serverless.Detection.Outputs;

internal static class TextOutput
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Writes text as UTF-8 without a byte order mark; the stream stays open.</summary>
    public static StreamWriter To(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return new StreamWriter(stream, Utf8, leaveOpen: true) { NewLine = "\n" };
    }
}
