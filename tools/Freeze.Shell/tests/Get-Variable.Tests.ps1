Describe 'Get-Variable' {
    BeforeEach {
        $specOne = 1
        $specTwo = 2
        $specList = 3, 4
    }

    It 'gets a variable' {
        $variable = Get-Variable specOne
        $variable | Should -BeOfType psvariable
        $variable.Name | Should -Be 'specOne'
        $variable.Value | Should -Be 1
    }

    It 'gets values' {
        Get-Variable specTwo, specOne -ValueOnly | Should -Be 2, 1
        $list = Get-Variable specList -ValueOnly
        $list | Should -Be 3, 4
    }

    It 'takes names from the pipeline' {
        ('specOne', 'specTwo' | Get-Variable).Value | Should -Be 1, 2
    }

    It 'gets variables by pattern, by name' {
        (Get-Variable spec[OT]*).Name | Should -Be 'specOne', 'specTwo'
    }

    It 'filters names' {
        (Get-Variable spec* -Exclude *List, *Two).Name | Should -Be 'specOne'
        (Get-Variable -Include specOne, specTwo).Name | Should -Be 'specOne', 'specTwo'
        (Get-Variable spec* -Include *o* -Exclude *One).Name | Should -Be 'specTwo'
        Get-Variable specOne -Exclude specO* | Should -BeNullOrEmpty
    }

    It 'finds those of the scopes around it' {
        & { Get-Variable specOne -ValueOnly } | Should -Be 1
        & { $specOne = 5; Get-Variable specOne -ValueOnly } | Should -Be 5
    }

    It 'looks into a given scope alone' {
        & { $specOne = 5; (Get-Variable specOne -Scope 1).Value } | Should -Be 1
        { & { Get-Variable specOne -Scope 0 -ErrorAction Stop } } | Should -Throw -ErrorId 'VariableNotFound,*'
        { & { Get-Variable specOne -Scope Local -ErrorAction Stop } } | Should -Throw -ErrorId 'VariableNotFound,*'
        (Get-Variable PID -Scope Global).Value | Should -Be $PID
    }

    It 'says that there is none' {
        { Get-Variable specNone -ErrorAction Stop } |
            Should -Throw "Cannot find a variable with the name 'specNone'." -ErrorId 'VariableNotFound,Microsoft.PowerShell.Commands.GetVariableCommand'
        Get-Variable specN* | Should -BeNullOrEmpty
    }

    It 'refuses a scope that is not there' {
        { Get-Variable specOne -Scope nowhere } | Should -Throw -ErrorId '*,Microsoft.PowerShell.Commands.GetVariableCommand'
    }
}
