using System.Net;
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Azure.Functions.Worker;
using Serverless.Functions.OpenApi;
using Serverless.Functions.Tests.Support;

namespace Serverless.Functions.Tests.OpenApi;

public sealed partial class OpenApiDocumentTests(AppFixture app)
{
    private static readonly JsonElement s_document =
        JsonElement.Parse(OpenApiDocument.Create(typeof(PipelineServices).Assembly).ToJsonString());

    [Fact]
    public async Task Get_Document_IsTheOneOfTheAssembly()
    {
        using var response = await app.Http.GetAsync("/api/openapi.json");

        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        Assert.True(JsonElement.DeepEquals(s_document, JsonElement.Parse(await response.Content.ReadAsStringAsync())));
        Assert.StartsWith("3.1.", s_document.GetProperty("openapi").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Paths_AreThoseOfTheFunctions()
    {
        // Read anew from the attributes, not by the code that is tested.
        var expected =
            from type in typeof(PipelineServices).Assembly.GetTypes()
            from method in type.GetMethods()
            where method.GetCustomAttribute<FunctionAttribute>() is not null
            from parameter in method.GetParameters()
            let trigger = parameter.GetCustomAttribute<HttpTriggerAttribute>()
            where trigger is not null
            from verb in trigger.Methods!
            select $"{verb} /api/{trigger.Route!.Replace(":int", "", StringComparison.Ordinal)}";

        Assert.Equal(expected.Order(StringComparer.Ordinal), Operations().Select(operation => $"{operation.Method} {operation.Path}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Operations_DeclareTheirParametersAndHaveIdsOfTheirOwn()
    {
        foreach (var (path, _, operation) in Operations())
        {
            var declared = operation.GetProperty("parameters").EnumerateArray()
                .Where(parameter => parameter.GetProperty("in").GetString() == "path")
                .ToList();
            Assert.All(declared, parameter => Assert.True(parameter.GetProperty("required").GetBoolean()));
            Assert.Equal(InBraces().Matches(path).Select(match => match.Groups[1].Value), declared.Select(parameter => parameter.GetProperty("name").GetString()!));
            Assert.NotEmpty(operation.GetProperty("summary").GetString()!);
            Assert.Contains(operation.GetProperty("responses").EnumerateObject(), response => response.Name is "200" or "202");
        }

        var ids = Operations().Select(operation => operation.Operation.GetProperty("operationId").GetString()).ToList();
        Assert.Equal(ids.Count, ids.Distinct().Count());
    }

    [Fact]
    public void References_LeadSomewhere()
    {
        var references = References(s_document).ToList();

        Assert.NotEmpty(references);
        Assert.All(references, reference => Assert.True(Exists(reference), reference));
    }

    [Fact]
    public void Schemas_OfBodies_TellFieldsAndTypes()
    {
        var train = s_document.GetProperty("components").GetProperty("schemas").GetProperty("TrainModelBody");
        var evaluate = s_document.GetProperty("components").GetProperty("schemas").GetProperty("EvaluateModelBody").GetProperty("properties");

        Assert.Equal(["dataset"], train.GetProperty("required").Deserialize<string[]>()!);
        Assert.Equal(["integer", "null"], train.GetProperty("properties").GetProperty("epochs").GetProperty("type").Deserialize<string[]>()!);
        Assert.Equal(["string", "null"], train.GetProperty("properties").GetProperty("dataset").GetProperty("type").Deserialize<string[]>()!);
        Assert.Equal(["train", "validation", "test", null], evaluate.GetProperty("split").GetProperty("enum").Deserialize<string?[]>()!);
    }

    [Fact]
    public void Security_IsTheFunctionKey()
    {
        var schemes = s_document.GetProperty("components").GetProperty("securitySchemes").EnumerateObject()
            .ToDictionary(scheme => scheme.Name, scheme => (scheme.Value.GetProperty("in").GetString(), scheme.Value.GetProperty("name").GetString()));

        Assert.Equal([("header", "x-functions-key"), ("query", "code")], schemes.Values);
        Assert.Equal(schemes.Keys, s_document.GetProperty("security").EnumerateArray().SelectMany(way => way.EnumerateObject()).Select(way => way.Name));
    }

    [Fact]
    public async Task Post_EmptyBody_IsRefusedWhereABodyIsDeclared()
    {
        var posts = Operations().Where(operation => operation.Method == "post").ToList();
        var reading = 0;
        foreach (var (path, _, operation) in posts)
        {
            var address = InBraces().Replace(path, match => match.Groups[1].Value == "version" ? "1" : "nothing");
            using var response = await app.Http.PostAsync(address, content: null);
            var reads = (await response.Content.ReadAsStringAsync()).Contains("The body is empty: send a JSON object", StringComparison.Ordinal);
            var declared = ReadsJson(operation);

            // What is not there may be said before the body is looked at.
            Assert.True(reads == declared || (declared && response.StatusCode == HttpStatusCode.NotFound), $"{path} {(reads ? "reads" : "does not read")} a body");
            reading += reads ? 1 : 0;
        }

        Assert.True(reading > 0);
    }

    [Fact]
    public async Task Post_BodyWithoutItsRequiredField_IsRefused()
    {
        foreach (var (path, _, operation) in Operations().Where(operation => ReadsJson(operation.Operation)))
        {
            var name = operation.GetProperty("requestBody").GetProperty("content").GetProperty("application/json").GetProperty("schema").GetProperty("$ref").GetString()!.Split('/')[^1];
            var schema = s_document.GetProperty("components").GetProperty("schemas").GetProperty(name);
            if (!schema.TryGetProperty("required", out var required))
            {
                continue;
            }

            var field = Assert.Single(required.Deserialize<string[]>()!);
            Assert.True(schema.GetProperty("properties").TryGetProperty(field, out _));

            var address = InBraces().Replace(path, match => match.Groups[1].Value == "version" ? "1" : "nothing");
            using var response = await app.Http.PostAsync(address, new StringContent("{}", System.Text.Encoding.UTF8, "application/json"));

            if (response.StatusCode == HttpStatusCode.NotFound)
            {
                continue;
            }

            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
            var problem = JsonElement.Parse(await response.Content.ReadAsStringAsync());
            Assert.StartsWith($"{field} is missing", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void EveryFunction_HasSchemasForItsAnswersAndErrors()
    {
        var functions = HttpFunction.In(typeof(PipelineServices).Assembly);
        Assert.NotEmpty(functions);
        foreach (var function in functions)
        {
            var operation = s_document.GetProperty("paths").GetProperty(function.Path).GetProperty(function.Method);
            var responses = operation.GetProperty("responses").EnumerateObject().ToList();
            Assert.Contains(responses, response => response.Name[0] == '2');
            foreach (var response in responses.Where(response => response.Name != "401"))
            {
                var contents = response.Value.GetProperty("content").EnumerateObject().ToList();
                Assert.NotEmpty(contents);
                Assert.All(contents, content => Assert.NotEmpty(content.Value.GetProperty("schema").EnumerateObject()));
                Assert.True(response.Name[0] == '2' || IsProblem(Assert.Single(contents)), $"{function.Name} {response.Name}");
            }

            var statuses = responses.ConvertAll(response => response.Name);
            Assert.Contains("401", statuses);
            Assert.True(!operation.TryGetProperty("requestBody", out _) || statuses.Contains("400"), $"{function.Name} reads a body and does not say that it may be wrong.");
            Assert.True(!function.Parameters.Any() || statuses.Exists(status => status is "400" or "404"), $"{function.Name} does not say what it answers where nothing is there.");
        }
    }

    // A list of anything, or an object of anything, says little: only what is no record of ours may be one.
    [Fact]
    public void EveryAnswerInJson_IsARecordOrAListOfSuch()
    {
        string[] documents = ["GetOpenApi", "GetDatasetFile", "GetModelFile", "GetEvaluationFile"];
        foreach (var (path, method, operation) in Operations().Where(operation => !documents.Contains(operation.Operation.GetProperty("operationId").GetString())))
        {
            foreach (var response in operation.GetProperty("responses").EnumerateObject().Where(response => response.Name[0] == '2'))
            {
                if (response.Value.GetProperty("content").TryGetProperty("application/json", out var content))
                {
                    var schema = content.GetProperty("schema");
                    Assert.True((schema.TryGetProperty("items", out var items) ? items : schema).TryGetProperty("$ref", out _), $"{method} {path}");
                }
            }
        }
    }

    [Fact]
    public async Task EveryRoute_OfWhatIsNotThere_AnswersAsDeclared()
    {
        var asked = 0;
        foreach (var (path, method, operation) in Operations().Where(operation => InBraces().IsMatch(operation.Path)))
        {
            var address = InBraces().Replace(path, match => match.Groups[1].Value == "version" && !path.Contains("/datasets/", StringComparison.Ordinal) ? "1" : "nothing");
            using var request = new HttpRequestMessage(HttpMethod.Parse(method), address);
            if (ReadsJson(operation))
            {
                request.Content = new StringContent(Complete(operation), System.Text.Encoding.UTF8, "application/json");
            }

            using var response = await app.Http.SendAsync(request);

            var status = ((int)response.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture);
            Assert.True(response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.BadRequest, $"{method} {address}: {status}");
            Assert.True(operation.GetProperty("responses").TryGetProperty(status, out _), $"{method} {path} does not declare {status}");
            Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
            JsonSchemaCheck.Require(s_document, JsonElement.Parse("""{"$ref": "#/components/schemas/Problem"}"""), JsonElement.Parse(await response.Content.ReadAsStringAsync()), $"{method} {path}");
            asked++;
        }

        Assert.True(asked > 10);
    }

    private static bool ReadsJson(JsonElement operation) =>
        operation.TryGetProperty("requestBody", out var body) && body.GetProperty("content").TryGetProperty("application/json", out _);

    private static bool IsProblem(JsonProperty content) =>
        content.Name == "application/problem+json" && content.Value.GetProperty("schema").GetProperty("$ref").GetString() == "#/components/schemas/Problem";

    // A body that is in order, so that only what the path names is not.
    private static string Complete(JsonElement operation) => operation.GetProperty("operationId").GetString() switch
    {
        "ExportModelOnRequest" => """{"format": "onnx"}""",
        "RenderAnalysisOnRequest" => """{"confidence": 0.5}""",
        "MergeDatasets" => """{"versions": ["nothing"]}""",
        "SubsetDataset" => """{"version": "nothing", "split": "train"}""",
        _ => """{"dataset": "nothing"}""",
    };

    private static IEnumerable<(string Path, string Method, JsonElement Operation)> Operations() =>
        from path in s_document.GetProperty("paths").EnumerateObject()
        from operation in path.Value.EnumerateObject()
        select (path.Name, operation.Name, operation.Value);

    private static IEnumerable<string> References(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(property =>
            property.Name == "$ref" && property.Value.ValueKind == JsonValueKind.String ? [property.Value.GetString()!] : References(property.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(References),
        _ => [],
    };

    // JSON pointers, RFC 6901.
    private static bool Exists(string reference)
    {
        var element = s_document;
        return reference.StartsWith("#/", StringComparison.Ordinal) && reference[2..].Split('/').All(Enter);

        bool Enter(string step)
        {
            if (element.ValueKind == JsonValueKind.Array)
            {
                var index = int.Parse(step, System.Globalization.CultureInfo.InvariantCulture);
                element = index < element.GetArrayLength() ? element[index] : default;
                return element.ValueKind != JsonValueKind.Undefined;
            }

            return element.ValueKind == JsonValueKind.Object
                && element.TryGetProperty(step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal), out element);
        }
    }

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex InBraces();
}
