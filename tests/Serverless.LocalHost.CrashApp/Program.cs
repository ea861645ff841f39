using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Serverless.LocalHost.CrashApp;

// The app that the crash tests kill: the real host, as a process of its own.
var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
builder.Services.AddSingleton(new RunLog(Environment.GetEnvironmentVariable("RUN_LOG")!));
builder.Build().Run();
