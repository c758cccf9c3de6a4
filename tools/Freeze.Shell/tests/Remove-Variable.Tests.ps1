Describe 'Remove-Variable' {
    It 'removes variables by name and pattern' {
        $specA = $specB = $specC = $specD = 1
        Remove-Variable specA, specB
        Get-Variable spec[A-D] | ForEach-Object Name | Should -Be 'specC', 'specD'
        Remove-Variable spec[CD] -Exclude specD
        Get-Variable spec[A-D] | ForEach-Object Name | Should -Be 'specD'
    }

    It 'removes from the current scope alone' {
        $specOuter = 1
        { & { Remove-Variable specOuter -ErrorAction Stop } } | Should -Throw -ErrorId 'VariableNotFound,Microsoft.PowerShell.Commands.RemoveVariableCommand'
        & { $specOuter = 2; Remove-Variable specOuter; $specOuter } | Should -Be 1
    }

    It 'removes from a given scope' {
        $specOuter = 1
        & { Remove-Variable specOuter -Scope 1 }
        Get-Variable specOuter* -Scope 0 | Should -BeNullOrEmpty
    }

    It 'removes a read-only variable only by force' {
        Set-Variable specFixed 1 -Option ReadOnly
        Remove-Variable specFixed -ErrorAction SilentlyContinue -ErrorVariable problem
        $problem[0].FullyQualifiedErrorId | Should -Be 'VariableNotRemovable,Microsoft.PowerShell.Commands.RemoveVariableCommand'
        Remove-Variable specFixed -Force
        Get-Variable specFixed* | Should -BeNullOrEmpty
    }

    It 'never removes a constant' {
        & {
            Set-Variable specConstant 1 -Option Constant
            Remove-Variable specConstant -Force -ErrorAction SilentlyContinue -ErrorVariable problem
            $problem[0].FullyQualifiedErrorId | Should -BeLike 'VariableNotRemovable,*'
        }
    }

    It 'says that there is none' {
        { Remove-Variable specNone -ErrorAction Stop } | Should -Throw "Cannot find a variable with the name 'specNone'." -ErrorId 'VariableNotFound,*'
    }
}
