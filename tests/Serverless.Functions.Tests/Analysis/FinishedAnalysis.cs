using Serverless.Functions.Tests.Support;

namespace Serverless.Functions.Tests.Analysis;

/// <summary>An analysis that is finished, once for all tests that only draw it again.</summary>
public sealed class FinishedAnalysis(AppFixture app) : IAsyncLifetime
{
    /// <summary>The video is <c>inbox/videos/TITLE.mp4</c>.</summary>
    public string Title { get; } = Guid.NewGuid().ToString("N");

    public string Id { get; private set; } = string.Empty;

    public async ValueTask InitializeAsync() => Id = await app.AnalyseAsync(Title);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
