using System.Reflection;
using System.Text.Json.Nodes;
using Microsoft.Azure.Functions.Worker;

namespace Serverless.Functions.OpenApi;

/// <summary>The API as an OpenAPI 3.1 document, made from the functions themselves and the records that they read and answer with.</summary>
internal sealed class OpenApiDocument
{
    private readonly SchemaCatalog _schemas = new();

    /// <param name="assembly">Whose HTTP functions are described.</param>
    public static JsonObject Create(Assembly assembly) => new OpenApiDocument().Build(assembly);

    private JsonObject Build(Assembly assembly)
    {
        var paths = new JsonObject();
        foreach (var path in HttpFunction.In(assembly).GroupBy(function => function.Path))
        {
            paths[path.Key] = new JsonObject(path.Select(function => KeyValuePair.Create<string, JsonNode?>(function.Method, Operation(function))));
        }

        return new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject
            {
                ["title"] = "Serverless",
                ["description"] = "Trains object detectors and runs them over video. What takes a while answers 202 with links to follow and steer it.",
                ["version"] = assembly.GetName().Version!.ToString(3),
            },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = "/" }),
            ["security"] = new JsonArray(
                new JsonObject { ["functionKey"] = new JsonArray() }, new JsonObject { ["functionKeyInQuery"] = new JsonArray() }),
            ["paths"] = paths,
            ["components"] = new JsonObject
            {
                ["securitySchemes"] = new JsonObject
                {
                    ["functionKey"] = new JsonObject { ["type"] = "apiKey", ["in"] = "header", ["name"] = "x-functions-key" },
                    ["functionKeyInQuery"] = new JsonObject { ["type"] = "apiKey", ["in"] = "query", ["name"] = "code" },
                },
                ["schemas"] = _schemas.Schemas,
            },
        };
    }

    private JsonObject Operation(HttpFunction function)
    {
        var description = OperationDescriptions.Of(function.Name);
        var operation = new JsonObject
        {
            ["operationId"] = function.Name,
            ["summary"] = description.Summary,
            ["tags"] = new JsonArray(function.Route.Split('/')[0].Split('.')[0]),
            ["parameters"] = Parameters(function, description),
        };
        if (description.Body is { } body)
        {
            operation["requestBody"] = new JsonObject { ["required"] = true, ["content"] = Content(OperationDescription.Json, _schemas.ReferenceBody(body, description.RequiredField)) };
        }

        else if (description.RawBody is { } mediaType)
        {
            operation["requestBody"] = new JsonObject { ["required"] = true, ["content"] = Content(mediaType, SchemaCatalog.Of(mediaType)) };
        }

        operation["responses"] = Responses(function, description);
        return operation;
    }

    private static JsonArray Parameters(HttpFunction function, OperationDescription description)
    {
        var parameters = new JsonArray();
        foreach (var (name, isInteger) in function.Parameters)
        {
            parameters.Add(Parameter(name, "path", isInteger ? "integer" : "string", description: null));
        }

        foreach (var (name, place, meaning) in description.Optional)
        {
            parameters.Add(Parameter(name, place, "string", meaning));
        }

        return parameters;
    }

    private static JsonObject Parameter(string name, string place, string type, string? description)
    {
        var parameter = new JsonObject
        {
            ["name"] = name,
            ["in"] = place,
            ["required"] = place == "path",
            ["schema"] = new JsonObject { ["type"] = type },
        };
        if (description is not null)
        {
            parameter["description"] = description;
        }

        return parameter;
    }

    private JsonObject Responses(HttpFunction function, OperationDescription description)
    {
        var responses = new JsonObject();
        if (!description.IsAccepted)
        {
            responses["200"] = new JsonObject { ["description"] = "What was asked for.", ["content"] = Content(description) };
        }

        if (description.IsAccepted || description.MayBeAccepted)
        {
            responses["202"] = new JsonObject
            {
                ["description"] = "Started, or already under way: links to follow and steer it.",
                ["content"] = Content(OperationDescription.Json, _schemas.Reference(typeof(HttpManagementPayload))),
            };
        }

        if (description.Body is not null || description.RawBody is not null)
        {
            responses["400"] = ProblemResponse("The request cannot be met.");
        }

        responses["401"] = new JsonObject { ["description"] = "The function key is missing or wrong." };
        if (function.Parameters.Any() && !description.MissingIsBadRequest)
        {
            responses["404"] = ProblemResponse("There is no such thing.");
        }

        if (description.MayConflict)
        {
            responses["409"] = ProblemResponse("The state does not allow that.");
        }

        return responses;
    }

    private JsonObject Content(OperationDescription description) => new(description.MediaTypes.Select((mediaType, number) => KeyValuePair.Create<string, JsonNode?>(
        mediaType,
        new JsonObject { ["schema"] = number == 0 && description.Answer is { } answer ? _schemas.Reference(answer) : SchemaCatalog.Of(mediaType) })));

    private static JsonObject ProblemResponse(string description) => new()
    {
        ["description"] = description,
        ["content"] = Content("application/problem+json", SchemaCatalog.Reference(SchemaCatalog.ProblemSchema)),
    };

    private static JsonObject Content(string mediaType, JsonObject schema) =>
        new() { [mediaType] = new JsonObject { ["schema"] = schema } };
}
