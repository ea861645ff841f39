using System.Net.Http.Headers;
using System.Text;

namespace Serverless.Pipeline.Datasets.Kaggle;

/// <summary>How Kaggle is reached.</summary>
public sealed record KaggleOptions
{
    public const string DefaultBaseAddress = "https://www.kaggle.com/api/v1";

    /// <summary>Address that the API's routes follow.</summary>
    public string BaseAddress { get; init; } = DefaultBaseAddress;

    /// <summary>API token, sent as bearer; <c>null</c> falls back to <see cref="UserName"/> and <see cref="Key"/>.</summary>
    public string? Token { get; init; }

    /// <summary>Name of the account whose <see cref="Key"/> is given; <c>null</c> asks without credentials, which public sets allow.</summary>
    public string? UserName { get; init; }

    /// <inheritdoc cref="UserName"/>
    public string? Key { get; init; }

    /// <summary>Bytes that are fetched between two writes to blob storage and held in memory. Default 8 MiB.</summary>
    public int BlockBytes { get; init; } = 8 << 20;

    /// <summary>Bytes that one call fetches at most, so that it ends in time everywhere and progress is seen. Default 512 MiB.</summary>
    public long BytesPerCall { get; init; } = 512L << 20;

    /// <summary>Failures in a row, without a byte in between, that are borne. Default 5.</summary>
    public int Attempts { get; init; } = 5;

    /// <summary>Pause after a failure, doubled with each further one. Default 2 s.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Pause that a call waits itself where Kaggle asks for one (Retry-After); after a longer one another call goes on. Default 30 s.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest pause that is borne where Kaggle asks for one. Default 24 h.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How long a connection may give nothing before it counts as cut. Default 1 min.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The credentials as a header; <c>null</c> where there are none.</summary>
    internal AuthenticationHeaderValue? Authorization => this switch
    {
        { Token.Length: > 0 } => new AuthenticationHeaderValue("Bearer", Token),
        { UserName.Length: > 0, Key.Length: > 0 } => new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{UserName}:{Key}"))),
        _ => null,
    };

    /// <summary>Credentials do not show where options are printed.</summary>
    public override string ToString() => $"{nameof(KaggleOptions)} {{ {nameof(BaseAddress)} = {BaseAddress} }}";
}
