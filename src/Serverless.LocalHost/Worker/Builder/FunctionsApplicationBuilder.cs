using Microsoft.AspNetCore.Builder;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Serverless.LocalHost;
using Serverless.LocalHost.Hosting;

namespace Microsoft.Azure.Functions.Worker.Builder;

/// <summary>Builds a functions app.</summary>
public class FunctionsApplicationBuilder : IHostApplicationBuilder, IFunctionsWorkerApplicationBuilder
{
    private readonly LocalHostBuilder _host;
    private readonly IHostApplicationBuilder _web;

    internal FunctionsApplicationBuilder(LocalHostOptions options)
    {
        _host = new LocalHostBuilder(options);
        _web = _host.Web;
    }

    /// <summary>What configures the app; also shared by extensions.</summary>
    public IDictionary<object, object> Properties => _web.Properties;

    /// <summary>The configuration, in use while it is built.</summary>
    public ConfigurationManager Configuration => _host.Web.Configuration;

    /// <summary>The environment: <c>AZURE_FUNCTIONS_ENVIRONMENT</c>, Development where absent.</summary>
    public IHostEnvironment Environment => _web.Environment;

    /// <summary>Logging.</summary>
    public ILoggingBuilder Logging => _web.Logging;

    /// <summary>Metrics.</summary>
    public IMetricsBuilder Metrics => _web.Metrics;

    /// <summary>The services.</summary>
    public IServiceCollection Services => _web.Services;

    IConfigurationManager IHostApplicationBuilder.Configuration => _web.Configuration;

    internal WebApplicationBuilder Web => _host.Web;

    /// <summary>Chooses another container.</summary>
    public void ConfigureContainer<TContainerBuilder>(
        IServiceProviderFactory<TContainerBuilder> factory, Action<TContainerBuilder>? configure = null)
        where TContainerBuilder : notnull => _web.ConfigureContainer(factory, configure);

    /// <summary>Adds middleware around every invocation; the first added is the outermost.</summary>
    public IFunctionsWorkerApplicationBuilder Use(Func<FunctionExecutionDelegate, FunctionExecutionDelegate> middleware)
    {
        _host.Middleware.Add(middleware);
        return this;
    }

    /// <summary>Builds the host, which starts triggers, orchestrations and routes when it is run.</summary>
    /// <exception cref="LocalHostException">A function or a setting is wrong.</exception>
    public IHost Build() => _host.Build();
}
