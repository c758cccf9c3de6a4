# The test task of build.ps1, which dot-sources this file: its parameters and functions are at hand here.

function Test-Freeze {
    if ([System.AppDomain]::CurrentDomain.GetAssemblies().Where({ $_.GetName().Name -eq 'Freeze.Commands' })) {
        Write-Warning 'This session has Freeze loaded: the specs test what is loaded, not what is built now. Use a new session.'
    }
    Build-Freeze
    $counts = @{ Passed = 0; Failed = 0; Skipped = 0 }
    if (-not $Path -and -not $Tag) { Add-Count $counts (Invoke-EngineTest) }
    Add-Count $counts (Invoke-AllSpecs)

    $summary = "$($counts.Passed) passed, $($counts.Failed) failed"
    if ($counts.Skipped -gt 0) { $summary += ", $($counts.Skipped) skipped" }
    if ($counts.Passed + $counts.Failed -eq 0) { Write-Host 'No test ran.' }
    Write-Host $summary
    $counts.Failed -eq 0 -and $counts.Passed -gt 0
}

function Add-Count([hashtable] $Sum, [hashtable] $Counts) {
    foreach ($name in @($Sum.Keys)) { $Sum[$name] += $Counts[$name] }
}

# The engine's tests are a program of their own, which leaves its results in a file.
function Invoke-EngineTest {
    $program = Get-RepositoryPath 'tests', 'Freeze.Engine.Tests', 'bin', $Configuration, 'net10.0', 'Freeze.Engine.Tests.dll'
    $results = Get-RepositoryPath 'TestResults', 'engine.xml'
    $null = [System.IO.Directory]::CreateDirectory([System.IO.Path]::GetDirectoryName($results))
    # A result file of an earlier run must not speak for this one.
    [System.IO.File]::Delete($results)
    Write-Host 'Running the engine''s tests.'
    $reporter = $Output -eq 'Detailed' ? 'verbose' : 'default'
    & dotnet $program -noLogo -noColor -reporter $reporter -xml $results | Out-Host
    $exitCode = $LASTEXITCODE
    if (-not [System.IO.File]::Exists($results)) {
        Write-Host "The engine's tests ended with exit code $exitCode and left no results."
        return @{ Passed = 0; Failed = 1; Skipped = 0 }
    }
    $counts = Read-EngineResult $results
    # A crash after the last test, for instance.
    if ($exitCode -ne 0 -and $counts.Failed -eq 0) {
        Write-Host "The engine's tests ended with exit code $exitCode."
        $counts.Failed = 1
    }
    $counts
}

function Read-EngineResult([string] $File) {
    $document = [System.Xml.XmlDocument]::new()
    $document.Load($File)
    $counts = @{ Passed = 0; Failed = 0; Skipped = 0 }
    foreach ($assembly in $document.SelectNodes('/assemblies/assembly')) {
        $counts.Passed += [int]$assembly.GetAttribute('passed')
        # Errors are failures outside of a test: of a fixture, or in cleaning up.
        $counts.Failed += [int]$assembly.GetAttribute('failed') + [int]$assembly.GetAttribute('errors')
        $counts.Skipped += [int]$assembly.GetAttribute('skipped')
    }
    $counts
}

function Invoke-AllSpecs {
    $files = $Path ? $Path : @((Get-RepositoryPath 'tests'), (Get-RepositoryPath 'tools'))
    if ($script:InFreezeShell) { return Invoke-StandIn $files }
    $pester = Find-Pester
    if (-not $pester) {
        Install-Pester
        $pester = Find-Pester
    }
    $pester ? (Invoke-WithPester $pester $files) : (Invoke-StandIn $files)
}

function Find-Pester {
    Get-Module -ListAvailable Pester |
        Where-Object { $_.Version -ge [version]'5.0' -and $_.Version -lt [version]'7.0' } |
        Sort-Object Version -Descending | Select-Object -First 1
}

# A try of at most a minute, in a process of its own that can be stopped: without the Gallery the stand-in does as well.
function Install-Pester {
    $install = if (Get-Command Install-PSResource -ErrorAction Ignore) {
        { Install-PSResource Pester -Version '[5.5,7.0)' -Scope CurrentUser -TrustRepository -Quiet -ErrorAction Stop }
    }
    elseif (Get-Command Install-Module -ErrorAction Ignore) {
        { Install-Module Pester -MinimumVersion 5.5 -MaximumVersion 6.999 -Scope CurrentUser -Force -SkipPublisherCheck -ErrorAction Stop }
    }
    if (-not $install) { return }
    Write-Host 'Pester is not installed; trying the PowerShell Gallery.'
    $job = Start-Job $install
    $null = Wait-Job $job -Timeout 60
    if ($job.State -ne 'Completed') {
        $reason = $job.ChildJobs[0].JobStateInfo.Reason
        Write-Host "Pester could not be installed ($($reason ? $reason.Message : 'no answer within a minute'))."
    }
    Remove-Job $job -Force
}

function Invoke-WithPester($Module, [string[]] $Files) {
    Write-Host "Running the specs with Pester $($Module.Version)."
    Import-Module $Module.Path
    $configuration = New-PesterConfiguration
    $configuration.Run.Path = $Files
    $configuration.Run.PassThru = $true
    $configuration.Output.Verbosity = $Output
    if ($Tag) { $configuration.Filter.Tag = $Tag }
    if ($ExcludeTag) { $configuration.Filter.ExcludeTag = $ExcludeTag }
    # Specs start with what a session starts with, not with what this script wants for itself.
    $ErrorActionPreference = 'Continue'
    $result = Invoke-Pester -Configuration $configuration
    @{
        Passed  = $result.PassedCount
        # Containers are files that could not be discovered; blocks are setups that failed, also where no test shows it.
        Failed  = $result.FailedCount + $result.FailedContainersCount + $result.FailedBlocksCount
        Skipped = $result.SkippedCount + $result.InconclusiveCount
    }
}

function Invoke-StandIn([string[]] $Files) {
    Write-Host 'Running the specs with the stand-in for Pester in tools/SpecRunner.'
    Import-Module (Get-RepositoryPath 'tools', 'SpecRunner', 'SpecRunner.psm1')
    $options = @{ Output = $Output }
    if ($Tag) { $options.Tag = $Tag }
    if ($ExcludeTag) { $options.ExcludeTag = $ExcludeTag }
    # Specs start with what a session starts with, not with what this script wants for itself.
    $ErrorActionPreference = 'Continue'
    $result = Invoke-Spec $Files @options
    @{
        Passed  = $result.Passed
        Failed  = $result.Failed + $result.FailedFiles.Count + $result.FailedBlocks
        Skipped = $result.Skipped + $result.Inconclusive
    }
}
