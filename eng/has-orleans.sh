#!/usr/bin/env bash
# Says whether the Orleans runtime packages of the pinned version restore here: prints yes or no, and exits 0 either way.
# Arguments go to dotnet restore, such as -p:RestoreAdditionalProjectSources=FOLDER. Packages that restore stay in NuGet's cache,
# where the build wants them; nothing else is left.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
version=$(sed -n 's:.*<OrleansVersion>\(.*\)</OrleansVersion>.*:\1:p' "$here/../Directory.Packages.props")
probe=$(mktemp -d)
trap 'rm -rf "$probe"' EXIT

cat > "$probe/probe.csproj" <<PROJECT
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
  <ItemGroup>
    <FrameworkReference Include="Microsoft.AspNetCore.App" />
    <PackageReference Include="Microsoft.Orleans.Server" Version="[$version]" />
    <PackageReference Include="Microsoft.Orleans.Streaming" Version="[$version]" />
    <PackageReference Include="Microsoft.Orleans.Reminders" Version="[$version]" />
    <PackageReference Include="Microsoft.Orleans.Serialization.SystemTextJson" Version="[$version]" />
    <PackageReference Include="Microsoft.Orleans.TestingHost" Version="[$version]" />
  </ItemGroup>
</Project>
PROJECT

# One attempt: a registry that has not got a package says so at once.
if NUGET_ENABLE_ENHANCED_HTTP_RETRY=false dotnet restore "$probe/probe.csproj" --verbosity quiet "$@" > /dev/null 2>&1; then
  echo yes
else
  echo no
fi
