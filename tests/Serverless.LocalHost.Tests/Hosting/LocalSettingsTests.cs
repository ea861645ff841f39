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

    [Theory]
    [InlineData("""{ "Values": { "A": { "B": "1" } } }""", "'Values.A' has to be a text: write a nested setting as")]
    [InlineData("""{ "Values": { "A": [1] } }""", "'Values.A' has to be a text")]
    [InlineData("""{ "Values": "A=1" }""", "'Values' has to be an object")]
    [InlineData("""{ "Values": {}, "Host": { "LocalHttpPort": "http" } }""", "'Host.LocalHttpPort' has to be a number")]
    [InlineData("""{ "Values": {}, "Host": { "CORS": ["http://a"] } }""", "'Host.CORS' has to be a text")]
    [InlineData("""{ "Values": {}, "Host": { "CORS": "*", "CORSCredentials": true } }""", "name the origins")]
    [InlineData("""{ "IsEncrypted": "perhaps" }""", "'IsEncrypted' has to be true or false")]
    [InlineData("[]", "the file has to be an object")]
    [InlineData("{", "is not valid JSON")]
    public void Read_WrongShape_SaysWhereAndWhat(string content, string expected)
    {
        var exception = Assert.Throws<LocalHostException>(() => Read(content));

        Assert.Contains("local.settings.json", exception.Message, StringComparison.Ordinal);
        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "AzureWebJobsStorage": "x", "Values": {} }""", "settings of the app belong into \"Values\"")]
    [InlineData("""{ "Value": { "A": "1" }, "Values": {} }""", "did you mean 'Values'?")]
    [InlineData("""{ "Values": {}, "Host": { "LocalHttpPorts": 7099 } }""", "did you mean 'Host.LocalHttpPort'?")]
    [InlineData("""{ "IsEncrypted": false }""", "has no \"Values\"")]
    public void Read_WhatHasNoEffect_IsNamedInWarning(string content, string expected) =>
        Assert.Contains(expected, Assert.Single(Read(content).Warnings), StringComparison.Ordinal);

    [Fact]
    public void Read_ScalarsAndConnections_AreText()
    {
        var settings = Read("""{ "Values": { "N": 7, "B": true, "None": null }, "ConnectionStrings": { "Db": "x" }, /* fine */ }""");

        Assert.Equal(("7", "true", "x"), (settings.Values["N"], settings.Values["B"], settings.Values["ConnectionStrings:Db"]));
        Assert.False(settings.Values.ContainsKey("None"));
    }

    [Fact]
    public void Read_Cors_GivesOrigins()
    {
        var cors = Read("""{ "Values": {}, "Host": { "CORS": "http://localhost:3000/, https://a.example", "CORSCredentials": true } }""").Cors;

        Assert.Equal(["http://localhost:3000", "https://a.example"], cors.Origins);
        Assert.True(cors.AllowCredentials);
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
