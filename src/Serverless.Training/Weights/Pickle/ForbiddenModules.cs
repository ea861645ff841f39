namespace Serverless.Training.Weights.Pickle;

/// <summary>
/// Modules of Python that reach the machine or run code. They could do nothing here, where a name is only a name, but weights have no
/// use for them: a file that asks for one was made to harm whoever opens it with Python, and is refused.
/// </summary>
internal static class ForbiddenModules
{
    private static readonly HashSet<string> s_modules =
    [
        "_io", "_operator", "_pickle", "_posixsubprocess", "_thread", "asyncio", "bdb", "cProfile", "cloudpickle", "code", "codeop", "commands",
        "concurrent", "ctypes", "dill", "distutils", "doctest", "ensurepip", "ftplib", "http", "httplib", "imp", "importlib", "io", "joblib", "marshal",
        "mmap", "multiprocessing", "nt", "ntpath", "operator", "os", "pdb", "pickle", "pip", "pkgutil", "posix", "posixpath", "profile", "pty", "pydoc",
        "requests", "rlcompleter", "runpy", "setuptools", "shutil", "signal", "smtplib", "socket", "sqlite3", "ssl", "subprocess", "sys", "tempfile",
        "threading", "timeit", "urllib", "urllib2", "venv", "webbrowser", "winreg", "xmlrpc", "zipimport",
    ];

    private static readonly string[] s_submodules =
        ["numpy.distutils", "numpy.f2py", "numpy.testing", "torch.hub", "torch.serialization", "torch.utils.cpp_extension"];

    private static readonly HashSet<string> s_harmlessBuiltins =
    [
        "bool", "bytearray", "bytes", "complex", "dict", "float", "frozenset", "int", "list", "long", "object", "range", "set", "slice", "str", "tuple", "unicode",
    ];

    public static bool Forbid(PickleGlobal global)
    {
        var path = global.FullName.Split('.');
        return path[0] is "builtins" or "__builtin__" or "__builtins__"
            ? !s_harmlessBuiltins.Contains(global.Name)
            : s_modules.Contains(path[0]) || s_submodules.Any(submodule => IsWithin(global.FullName, submodule)) || ReachesThrough(path);
    }

    private static bool IsWithin(string name, string module) => name.StartsWith($"{module}.", StringComparison.Ordinal);

    // A harmless module's own import of a forbidden one, such as "os" in logging.os.system.
    private static bool ReachesThrough(string[] path) =>
        Array.Exists(path, part => part is "os" or "sys" or "subprocess" or "builtins" or "__builtins__" or "__globals__" or "__import__");
}
