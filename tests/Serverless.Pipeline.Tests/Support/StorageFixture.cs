using System.Globalization;
using Azure.Core.Pipeline;
using Azure.Storage;
using Azure.Storage.Blobs;
using Serverless.LocalHost.Storage;
using Serverless.Pipeline.Storage;
using Serverless.Pipeline.Tests.Support;

[assembly: AssemblyFixture(typeof(StorageFixture))]

namespace Serverless.Pipeline.Tests.Support;

/// <summary>One Azurite in memory for all tests of this project, with an empty account for whoever asks.</summary>
public sealed class StorageFixture : IAsyncLifetime
{
    private const int Accounts = 400;
    private static readonly string s_key = Convert.ToBase64String(new byte[64]);

    private AzuriteProcess? _azurite;
    private int _accounts;

    public async ValueTask InitializeAsync()
    {
        // Azurite takes the accounts that it has from this variable.
        var accounts = Enumerable.Range(1, Accounts).Select(number => $"{NameOf(number)}:{s_key}");
        Environment.SetEnvironmentVariable("AZURITE_ACCOUNTS", string.Join(';', accounts));
        _azurite = await AzuriteProcess.StartAsync();
    }

    /// <summary>An account with the pipeline's containers.</summary>
    public async Task<PipelineStorage> CreateAsync()
    {
        var storage = Connect(Interlocked.Increment(ref _accounts));
        await storage.CreateContainersAsync(CancellationToken.None);
        return storage;
    }

    /// <summary>The same account over a pipeline that the policy is part of.</summary>
    public PipelineStorage Connect(PipelineStorage storage, HttpPipelinePolicy policy) =>
        Connect(int.Parse(storage.Service.AccountName["account".Length..], CultureInfo.InvariantCulture), policy);

    public async ValueTask DisposeAsync()
    {
        if (_azurite is not null)
        {
            await _azurite.DisposeAsync();
        }
    }

    private PipelineStorage Connect(int number, params ReadOnlySpan<HttpPipelinePolicy> policies)
    {
        var options = new BlobClientOptions();
        foreach (var policy in policies)
        {
            options.AddPolicy(policy, Azure.Core.HttpPipelinePosition.PerCall);
        }

        var address = new Uri(_azurite!.BlobEndpoint, $"/{NameOf(number)}");
        return new PipelineStorage(new BlobServiceClient(address, new StorageSharedKeyCredential(NameOf(number), s_key), options));
    }

    private static string NameOf(int number) => string.Create(CultureInfo.InvariantCulture, $"account{number}");
}
