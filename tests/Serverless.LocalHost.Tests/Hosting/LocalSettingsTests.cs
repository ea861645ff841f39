using Serverless.LocalHost.Hosting;

namespace Serverless.LocalHost.Tests.Hosting;

public sealed class LocalSettingsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_File_GivesValuesAndPort()
    {
        var settings = Read("""{ "IsEncrypted": false, "Values": { "A": "1", "B__C": "2" }, "Host": { "LocalHttpPort": 7099 } }""");

        Assert.Equal(7099, settings.HttpPort);
        Assert.Equal("1", settings.Values["A"]);
        Assert.Equal("2", settings.Values["B__C"]);
    }

    [Fact]
    public void Read_EncryptedFile_SaysHowToDecrypt()
    {
        var exception = Assert.Throws<LocalHostException>(() => Read("""{ "IsEncrypted": true }"""));

        Assert.Contains("func settings decrypt", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ExportValues_WithVariableAlreadySet_KeepsIt()
    {
        var (free, taken) = ($"LOCALHOST_{Guid.NewGuid():N}", $"LOCALHOST_{Guid.NewGuid():N}");
        Environment.SetEnvironmentVariable(taken, "real");

        new LocalSettings(new Dictionary<string, string> { [free] = "file", [taken] = "file" }, null).ExportValues();

        Assert.Equal("file", Environment.GetEnvironmentVariable(free));
        Assert.Equal("real", Environment.GetEnvironmentVariable(taken));
    }

    [Fact]
    public void Find_FromFolderBelow_GivesNearestFileAbove()
    {
        var path = _folder.Write("local.settings.json", "{}");
        var below = Directory.CreateDirectory(Path.Combine(_folder.Path, "bin", "Debug")).FullName;

        Assert.Equal(path, new AppFolders(below).Find("local.settings.json"));
    }

    private LocalSettings Read(string content) => LocalSettings.Read(_folder.Write("local.settings.json", content));
}
