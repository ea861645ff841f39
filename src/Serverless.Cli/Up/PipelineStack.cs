using Serverless.LocalHost.Storage;
using Serverless.Pipeline;

namespace Serverless.Cli.Up;

/// <summary>Azurite and the Functions app, running on this machine until disposed.</summary>
internal sealed class PipelineStack : IAsyncDisposable
{
    private readonly AzuriteProcess _azurite;
    private readonly AppProcess _app;

    private PipelineStack(AzuriteProcess azurite, AppProcess app)
    {
        _azurite = azurite;
        _app = app;
    }

    /// <summary>Address of the app, such as <c>http://127.0.0.1:7071</c>.</summary>
    public Uri Address => _app.Address;

    public string ConnectionString => _azurite.ConnectionString;

    /// <summary>Starts both and waits until they answer.</summary>
    /// <param name="options">Where things are.</param>
    /// <param name="cancellationToken">Stops the start.</param>
    /// <exception cref="PipelineException">The app is not built, or does not start; the message says where its log is.</exception>
    public static async Task<PipelineStack> StartAsync(PipelineStackOptions options, CancellationToken cancellationToken)
    {
        if (!File.Exists(options.AppPath))
        {
            throw new PipelineException($"The Functions app is not built: {options.AppPath} is missing. Run 'dotnet build src/Serverless.Functions -c Release' in the repository first; from another folder, name the repository with --root.");
        }

        var azurite = await AzuriteProcess.StartAsync(options.Azurite, cancellationToken);
        try
        {
            return new PipelineStack(azurite, await AppProcess.StartAsync(options, azurite.ConnectionString, cancellationToken));
        }
        catch
        {
            await azurite.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until the app has ended by itself.</summary>
    public Task WaitForExitAsync(CancellationToken cancellationToken) => _app.WaitForExitAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _azurite.DisposeAsync();
    }
}
