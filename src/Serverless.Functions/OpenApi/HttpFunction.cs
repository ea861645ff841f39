using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Azure.Functions.Worker;

namespace Serverless.Functions.OpenApi;

/// <summary>A function that answers HTTP requests, as its attributes say.</summary>
/// <param name="Name">Name of the function.</param>
/// <param name="Method">HTTP method in lower case.</param>
/// <param name="Route">Route template below the prefix, such as <c>models/{name}/versions/{version:int}</c>.</param>
/// <param name="Level">Which key a request has to bring.</param>
internal sealed partial record HttpFunction(string Name, string Method, string Route, AuthorizationLevel Level)
{
    private const string RoutePrefix = "/api/";

    /// <summary>Such as <c>/api/models/{name}/versions/{version}</c>.</summary>
    public string Path => RoutePrefix + Parameter().Replace(Route, "{$1}");

    /// <summary>Names of the parameters in the path, and whether they are integers.</summary>
    public IEnumerable<(string Name, bool IsInteger)> Parameters =>
        Parameter().Matches(Route).Select(match => (match.Groups[1].Value, match.Groups[2].Value == ":int"));

    /// <summary>The HTTP functions of an assembly, one for each method, by path and method.</summary>
    public static IReadOnlyList<HttpFunction> In(Assembly assembly) =>
    [
        .. from type in assembly.GetTypes()
           from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
           let function = method.GetCustomAttribute<FunctionAttribute>()
           where function is not null
           from parameter in method.GetParameters()
           let trigger = parameter.GetCustomAttribute<HttpTriggerAttribute>()
           where trigger is not null
           from verb in trigger.Methods ?? []
           let found = new HttpFunction(function.Name, verb.ToLowerInvariant(), trigger.Route ?? function.Name, trigger.AuthLevel)
           orderby found.Path, found.Method
           select found,
    ];

    [GeneratedRegex(@"\{(\w+)(:\w+)?\}")]
    private static partial Regex Parameter();
}
