using System.Text.Json;
using Serverless.Functions.Tests.Support;

namespace Serverless.Functions.Tests.Catalog;

public sealed class DatasetsTests(AppFixture app)
{
    [Fact]
    public async Task Get_KnownDataset_DescribesItsVersionsAndLinksTheirReports()
    {
        var name = await app.DatasetAsync();

        var dataset = JsonElement.Parse(await app.Http.GetStringAsync($"/api/datasets/{name}"));

        var version = Assert.Single(dataset.GetProperty("versions").EnumerateArray());
        Assert.Equal(1, version.GetProperty("version").GetInt32());
        Assert.Equal("pothole", version.GetProperty("classes")[0].GetString());
        Assert.Equal(2, version.GetProperty("splits").GetArrayLength());
        Assert.StartsWith("<!DOCTYPE html>", await app.Http.GetStringAsync(version.GetProperty("report").GetString()), StringComparison.OrdinalIgnoreCase);
        foreach (var link in new[] { "reportData", "manifest" })
        {
            using var response = await app.Http.GetAsync(version.GetProperty(link).GetString());
            Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
            Assert.Equal(name, JsonElement.Parse(await response.Content.ReadAsStringAsync()).GetProperty("name").GetString());
        }
    }

    [Fact]
    public async Task Get_WithAKey_PassesItOnInTheLinks()
    {
        var name = await app.DatasetAsync();

        var dataset = JsonElement.Parse(await app.Http.GetStringAsync($"/api/datasets/{name}?code=a%2Fb"));

        Assert.EndsWith($"/api/datasets/{name}/v1/report.html?code=a%2Fb", dataset.GetProperty("versions")[0].GetProperty("report").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nothing", "There is no data set 'nothing'")]
    [InlineData("-x", "'-x' cannot name a data set")]
    [InlineData("nothing/v1/report.html", "There is no data set 'nothing'")]
    [InlineData("potholes/v7/report.html", "Data set 'potholes' has no version 7: it has v1.")]
    [InlineData("potholes/7/report.html", "'potholes/7' is not a data set version")]
    [InlineData("potholes/v1/reservation.json", "'reservation.json' is not given here: ask for report.html, report.json, manifest.json.")]
    public async Task Get_WhatIsNotThere_Is404AndSaysSo(string path, string message)
    {
        await app.DatasetAsync();

        Assert.StartsWith(message, await app.NotFoundAsync($"/api/datasets/{path}"), StringComparison.Ordinal);
    }
}
