using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Serverless.Functions.Tests.Support;

namespace Serverless.Functions.Tests.Catalog;

public sealed class ModelsTests(AppFixture app)
{
    [Theory]
    [InlineData("nothing", "There is no model 'nothing'.")]
    [InlineData("-x", "'-x' cannot name a model")]
    public async Task Get_UnknownModel_Is404(string name, string message)
    {
        using var response = await app.Http.GetAsync($"/api/models/{name}");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.StartsWith(message, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }
}
