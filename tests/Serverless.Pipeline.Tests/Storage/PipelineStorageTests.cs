using Serverless.Pipeline.Storage;

namespace Serverless.Pipeline.Tests.Storage;

public sealed class PipelineStorageTests
{
    private const string Name = "AzureWebJobsStorage";

    [Fact]
    public void Open_ConnectionString_NamesTheAccount()
    {
        var storage = Open((Name, "UseDevelopmentStorage=true"));

        Assert.Equal("devstoreaccount1", storage.Service.AccountName);
        Assert.EndsWith("/devstoreaccount1/inbox", storage.Inbox.Uri.AbsoluteUri, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Name + "__blobServiceUri", Name + "__clientId")]
    [InlineData(Name + ":blobServiceUri", Name + ":clientId")]
    public void Open_ServiceAddress_NamesTheAccount(string uri, string client)
    {
        var storage = Open((uri, "https://roads.blob.core.windows.net"), (client, "11111111-2222-3333-4444-555555555555"));

        Assert.Equal("roads", storage.Service.AccountName);
    }

    [Fact]
    public void Open_NothingSet_SaysWhatToSet()
    {
        var exception = Assert.Throws<PipelineException>(() => Open((Name, string.Empty)));

        Assert.StartsWith("No storage account is set: give AzureWebJobsStorage a connection string", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hello")]
    [InlineData("DefaultEndpointsProtocol=https;AccountName=roads;AccountKey=not base64")]
    [InlineData("AccountName=roads")]
    public void Open_NoConnectionString_SaysWhichSetting(string text)
    {
        var exception = Assert.Throws<PipelineException>(() => Open((Name, text)));

        Assert.StartsWith("AzureWebJobsStorage is no connection string", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(text, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_NoAddress_SaysWhichSetting()
    {
        var exception = Assert.Throws<PipelineException>(() => Open((Name + "__blobServiceUri", "roads")));

        Assert.StartsWith("AzureWebJobsStorage__blobServiceUri is 'roads'", exception.Message, StringComparison.Ordinal);
    }

    private static PipelineStorage Open(params (string Name, string Value)[] settings) => PipelineStorage.Open(
        name => settings.FirstOrDefault(setting => setting.Name == name).Value, Name);
}
