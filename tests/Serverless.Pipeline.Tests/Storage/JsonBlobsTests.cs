using Serverless.Pipeline.Storage;
using Serverless.Pipeline.Tests.Support;

namespace Serverless.Pipeline.Tests.Storage;

public sealed class JsonBlobsTests(StorageFixture fixture)
{
    private static readonly CancellationToken s_none = CancellationToken.None;

    [Fact]
    public async Task Write_Record_IsReadBackAndReadable()
    {
        var storage = await fixture.CreateAsync();
        var record = new Sample("Straße & <b>", DayOfWeek.Friday);

        await storage.Work.WriteJsonAsync("a/b.json", record, s_none);

        Assert.Equal(record, await storage.Work.ReadJsonAsync<Sample>("a/b.json", s_none));
        var blob = (await storage.Work.GetBlobClient("a/b.json").DownloadContentAsync()).Value;
        Assert.Equal("application/json", blob.Details.ContentType);
        Assert.Equal("{\n  \"text\": \"Straße & <b>\",\n  \"day\": \"friday\"\n}", blob.Content.ToString());
    }

    [Fact]
    public async Task TryCreate_ExistingBlob_LeavesIt()
    {
        var storage = await fixture.CreateAsync();

        Assert.True(await storage.Work.TryCreateJsonAsync("a.json", new Sample("first", default), s_none));
        Assert.False(await storage.Work.TryCreateJsonAsync("a.json", new Sample("second", default), s_none));

        Assert.Equal("first", (await storage.Work.ReadJsonAsync<Sample>("a.json", s_none)).Text);
    }

    [Fact]
    public async Task Read_MissingBlob_SaysWhich()
    {
        var storage = await fixture.CreateAsync();

        var exception = await Assert.ThrowsAsync<PipelineException>(() => storage.Work.ReadJsonAsync<Sample>("a.json", s_none));

        Assert.Equal("work/a.json is missing from the storage account.", exception.Message);
        Assert.Null(await storage.Work.FindJsonAsync<Sample>("a.json", s_none));
        Assert.Null(await storage.Service.GetBlobContainerClient("nothing").FindJsonAsync<Sample>("a.json", s_none));
    }

    private sealed record Sample(string Text, DayOfWeek Day);
}
