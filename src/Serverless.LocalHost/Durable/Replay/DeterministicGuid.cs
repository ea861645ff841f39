using System.Security.Cryptography;
using System.Text;

namespace Serverless.LocalHost.Durable.Replay;

/// <summary>Version 5 GUIDs (RFC 9562, section 5.5) in the name space of Durable Functions.</summary>
internal static class DeterministicGuid
{
    private static readonly Guid NameSpace = new("9e952958-5e33-4daf-827f-2fa12937b875");

    public static Guid Create(string name)
    {
#pragma warning disable CA5350 // Version 5 is defined by SHA-1; nothing is secured by it.
        var hash = SHA1.HashData([.. NameSpace.ToByteArray(bigEndian: true), .. Encoding.UTF8.GetBytes(name)]);
#pragma warning restore CA5350
        hash[6] = (byte)((hash[6] & 0x0F) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash.AsSpan(0, 16), bigEndian: true);
    }
}
