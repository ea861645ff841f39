using System.Reflection;
using Microsoft.Extensions.Configuration;

namespace Serverless.LocalHost.Hosting;

/// <summary>Names this app in what it keeps in storage; the same in every run.</summary>
internal sealed class HostId(Assembly assembly, IConfiguration configuration)
{
    private const int MaximumLength = 32;

    /// <summary>The setting <c>AzureFunctionsWebHost__hostid</c>, else the assembly's name in lower case.</summary>
    public string Value { get; } = configuration["AzureFunctionsWebHost:hostid"] ?? FromName(assembly.GetName().Name!);

    private static string FromName(string name)
    {
        var letters = name.ToLowerInvariant().Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '-');
        return new string([.. letters.Take(MaximumLength)]).Trim('-');
    }
}
