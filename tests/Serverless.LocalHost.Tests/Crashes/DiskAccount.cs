using System.Diagnostics;
using Serverless.LocalHost.Storage;

namespace Serverless.LocalHost.Tests.Crashes;

/// <summary>A storage account on disk that can be killed and comes back at the same address.</summary>
internal sealed class DiskAccount : IAsyncDisposable
{
    private readonly string _folder;
    private AzuriteProcess _azurite;

    private DiskAccount(string folder, AzuriteProcess azurite)
    {
        _folder = folder;
        _azurite = azurite;
    }

    public string ConnectionString => _azurite.ConnectionString;

    public static async Task<DiskAccount> StartAsync(string folder) =>
        new(folder, await AzuriteProcess.StartAsync(new AzuriteOptions { DataFolder = folder }));

    public async Task KillAndRestartAsync()
    {
        var options = new AzuriteOptions
        {
            DataFolder = _folder,
            BlobPort = _azurite.BlobEndpoint.Port,
            QueuePort = _azurite.QueueEndpoint.Port,
            TablePort = _azurite.TableEndpoint.Port,
        };
        using (var process = Process.GetProcessById(_azurite.ProcessId))
        {
            process.Kill();
            await process.WaitForExitAsync();
        }

        await _azurite.DisposeAsync();
        _azurite = await AzuriteProcess.StartAsync(options);
    }

    public ValueTask DisposeAsync() => _azurite.DisposeAsync();
}
