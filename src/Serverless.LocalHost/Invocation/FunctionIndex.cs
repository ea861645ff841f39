using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Serverless.LocalHost.Invocation;

/// <summary>The functions of an app.</summary>
internal sealed class FunctionIndex
{
    private const BindingFlags AnyMethod =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private FunctionIndex(IReadOnlyList<FunctionMethod> all) => All = all;

    public IReadOnlyList<FunctionMethod> All { get; }

    /// <summary>Whether there is anything for the orchestration engine to do.</summary>
    public bool UsesDurableTask => All.Any(function => function.UsesDurableTask);

    /// <summary>Finds the functions among the methods of types.</summary>
    /// <exception cref="LocalHostException">One is declared wrongly.</exception>
    public static FunctionIndex Create(IEnumerable<Type> types)
    {
        var functions = from type in types
                        from method in type.GetMethods(AnyMethod)
                        let attribute = method.GetCustomAttribute<FunctionAttribute>()
                        where attribute is not null
                        select Describe(attribute.Name, method);
        var all = functions.ToList();
        var twice = all.GroupBy(function => function.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1);
        return twice is null
            ? new FunctionIndex(all)
            : throw new LocalHostException(
                $"Two functions are named '{twice.Key}': {string.Join(" and ", twice.Select(function => function.EntryPoint))}; a name has to be unique.");
    }

    /// <summary>The functions with a trigger of the given kind.</summary>
    public IEnumerable<(FunctionMethod Function, TTrigger Trigger)> WithTrigger<TTrigger>()
        where TTrigger : TriggerBindingAttribute =>
        from function in All
        let trigger = function.Trigger as TTrigger
        where trigger is not null
        select (function, trigger);

    private static FunctionMethod Describe(string name, MethodInfo method)
    {
        var entryPoint = $"{method.DeclaringType!.FullName}.{method.Name}";
        if (!method.IsPublic)
        {
            throw new LocalHostException($"{entryPoint} is the function '{name}' and has to be public.");
        }

        var triggers = method.GetParameters().Where(parameter => parameter.IsDefined(typeof(TriggerBindingAttribute))).ToList();
        return triggers.Count == 1
            ? new FunctionMethod(name, method, triggers[0])
            : throw new LocalHostException($"{entryPoint} is the function '{name}' and has {triggers.Count} trigger parameters; it has to have one.");
    }
}
