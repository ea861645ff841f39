using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Serverless.LocalHost.Bindings;
using Serverless.LocalHost.Durable;
using Serverless.LocalHost.Http;
using Serverless.LocalHost.Invocation;
using Serverless.LocalHost.Storage;
using Serverless.LocalHost.Triggers;

namespace Serverless.LocalHost.Hosting;

/// <summary>Puts the host together from the app's files, settings and functions.</summary>
internal sealed class LocalHostBuilder
{
    // The real host's limit.
    private const long MaximumRequestBody = 104_857_600;

    private readonly LocalHostOptions _options;
    private readonly Assembly _assembly;
    private readonly LocalSettings _localSettings;
    private readonly HostSettings _settings;
    private readonly CorsSettings _cors;

    public LocalHostBuilder(LocalHostOptions options)
    {
        _options = options;
        _assembly = options.FunctionsAssembly ?? Assembly.GetEntryAssembly()
            ?? throw new LocalHostException("There is no entry assembly to look for functions in; choose one by LocalHostOptions.FunctionsAssembly.");
        var folders = new AppFolders(options.Directory);
        _localSettings = options.Settings is null ? LocalSettings.Read(folders.Find("local.settings.json")) : LocalSettings.None;
        _localSettings.ExportValues();
        Web = CreateWebBuilder();
        // As the worker has it: an app's own Configure<JsonSerializerOptions> comes after and wins.
        Web.Services.Configure<JsonSerializerOptions>(json => json.PropertyNameCaseInsensitive = true);
        _settings = HostSettings.Read(folders.Find("host.json"), Web.Configuration);
        _cors = ChooseCors();
        ConfigureLogging();
    }

    public WebApplicationBuilder Web { get; }

    public List<Func<FunctionExecutionDelegate, FunctionExecutionDelegate>> Middleware { get; } = [];

    public IHost Build()
    {
        var functions = FunctionIndex.Create(_options.FunctionTypes ?? _assembly.GetTypes());
        AddServices(functions);
        Web.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = MaximumRequestBody);
        Web.WebHost.UseUrls(ListenAddress.Choose(_options.Arguments, Web.Configuration, _localSettings));
        var app = Web.Build();
        LogWarnings(app);
        // Created here, so that what is wrong with a trigger is known before anything runs.
        app.Services.GetRequiredService<BindingCheck>().Run();
        _ = app.Services.GetRequiredService<TriggerService>();
        app.UseRouting();
        app.UseCors(_cors.Apply);
        app.UseMiddleware<FunctionKeyMiddleware>();
        app.Services.GetRequiredService<HttpFunctionRoutes>().Map(app);
        app.Services.GetRequiredService<BlobEventEndpoint>().Map(app).WithMetadata(new RequiredKey(AuthorizationLevel.System));
        app.Services.GetRequiredService<AdminApi>().Map(app);
        if (functions.UsesDurableTask)
        {
            DurableManagementApi.Map(app, app.Services.GetRequiredService<DurableEngine>())
                .WithMetadata(new RequiredKey(AuthorizationLevel.System));
        }

        return app;
    }

    private WebApplicationBuilder CreateWebBuilder()
    {
        var web = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = [.. _options.Arguments],
            ApplicationName = _assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
            EnvironmentName = Environment.GetEnvironmentVariable("AZURE_FUNCTIONS_ENVIRONMENT") ?? Environments.Development,
        });
        if (_options.Settings is { } settings)
        {
            web.Configuration.AddInMemoryCollection(settings.Select(setting =>
                KeyValuePair.Create(setting.Key.Replace("__", ":", StringComparison.Ordinal), setting.Value)));
        }

        return web;
    }

    private void ConfigureLogging()
    {
        // First in the list, so that every other source of configuration wins over it.
        Web.Configuration.Sources.Insert(0, new Microsoft.Extensions.Configuration.Memory.MemoryConfigurationSource
        {
            InitialData = _settings.LogLevels.Select(level => KeyValuePair.Create($"Logging:LogLevel:{level.Key}", (string?)level.Value)),
        });
        Web.Logging.AddConsole(console => console.FormatterName =
                Web.Configuration["Logging:Console:FormatterName"] ?? HostConsoleFormatter.FormatterName)
            .AddConsoleFormatter<HostConsoleFormatter, ConsoleFormatterOptions>();
    }

    private void AddServices(FunctionIndex functions)
    {
        var services = Web.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(functions);
        services.AddSingleton(_settings);
        services.AddSingleton<StorageConnections>();
        services.AddSingleton<BlobInputReader>();
        services.AddSingleton<OutputWriter>();
        services.AddSingleton<BindingCheck>();
        services.AddHostedService<StorageProbe>();
        services.AddSingleton(provider => new FunctionInvoker(
            Middleware,
            provider.GetRequiredService<IServiceScopeFactory>(),
            provider.GetRequiredService<OutputWriter>(),
            _settings,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILoggerFactory>()));
        services.AddCors();
        services.AddSingleton<RequestThrottle>();
        services.AddSingleton<AdminApi>();
        services.AddSingleton<HttpFunctionRoutes>();
        services.AddHostedService(provider => ActivatorUtilities.CreateInstance<StartupBanner>(provider, _options.Output));
        services.AddSingleton(new HostId(_assembly, Web.Configuration));
        services.AddSingleton<ManagementAddress>();
        if (functions.UsesDurableTask)
        {
            services.AddSingleton<DurableEngineFactory>();
            services.AddSingleton(provider => provider.GetRequiredService<DurableEngineFactory>().Create());
            services.AddHostedService(provider => provider.GetRequiredService<DurableEngine>());
        }

        // After the engine, which the functions may call.
        services.AddSingleton<BlobEventQueue>();
        services.AddSingleton<BlobEventEndpoint>();
        services.AddSingleton<QueueListenerFactory>();
        services.AddSingleton<IListenerFactory, BlobListenerFactory>();
        services.AddSingleton<IListenerFactory>(provider => provider.GetRequiredService<QueueListenerFactory>());
        services.AddSingleton<IListenerFactory, TimerListenerFactory>();
        services.AddSingleton<TriggerService>();
        services.AddHostedService(provider => provider.GetRequiredService<TriggerService>());
    }

    private CorsSettings ChooseCors()
    {
        var commandLine = new ConfigurationBuilder().AddCommandLine([.. _options.Arguments]).Build();
        return commandLine["cors"] is { } origins
            ? CorsSettings.Parse(origins, commandLine.GetValue<bool>("cors-credentials"), "--cors")
            : _localSettings.Cors;
    }

    private void LogWarnings(WebApplication app)
    {
        var runtime = _options.Settings is null ? WorkerRuntime.Warning(Web.Configuration) : null;
        foreach (var warning in _settings.Warnings.Concat(_localSettings.Warnings).Concat(runtime is null ? [] : [runtime]))
        {
            app.Logger.SettingIgnored(warning);
        }
    }
}
